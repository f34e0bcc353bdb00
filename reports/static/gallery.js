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
