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

// Only charts whose title has all the words.
(function () {
  "use strict";
  var field = document.getElementById("find-chart"), told = document.getElementById("found-charts");
  var cards = Array.prototype.slice.call(document.querySelectorAll(".chart-card"));
  field.addEventListener("input", function () {
    var words = field.value.toLowerCase().split(/\s+/);
    var shown = cards.filter(function (card) {
      var title = card.querySelector("h2").textContent.toLowerCase();
      card.hidden = !words.every(function (word) { return title.indexOf(word) >= 0; });
      return !card.hidden;
    });
    told.textContent = shown.length ? "" : "No chart has these words in its title.";
  });
}());
