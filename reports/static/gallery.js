// Copy buttons of the gallery.
document.querySelectorAll("button[data-copy]").forEach(function (button) {
  "use strict";
  button.addEventListener("click", function () {
    var text = document.getElementById(button.getAttribute("data-copy")).textContent;
    var status = button.parentElement.querySelector(".copied");
    navigator.clipboard.writeText(text).then(
      function () { status.textContent = "Copied."; },
      function () { status.textContent = "Select the text above and copy it."; });
  });
});

// Only charts whose title has all the words, unfolded; without words all stand as they did.
(function () {
  "use strict";
  var field = document.getElementById("find-chart"), told = document.getElementById("found-charts");
  var groups = Array.prototype.slice.call(document.querySelectorAll(".of-category"));
  var wasOpen = groups.map(function (group) { return group.open; });
  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    groups.forEach(function (group, at) {
      var cards = Array.prototype.slice.call(group.querySelectorAll(".chart-card"));
      var own = cards.filter(function (card) {
        var title = card.querySelector("h3").textContent.toLowerCase();
        card.hidden = !words.every(function (word) { return title.indexOf(word) >= 0; });
        return !card.hidden;
      });
      shown += own.length;
      group.hidden = !own.length;
      group.open = words.length ? own.length > 0 : wasOpen[at];
    });
    told.textContent = shown ? "" : "No chart has these words in its title.";
  });
}());
