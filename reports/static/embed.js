// Inside the frame: say when the review is overdue, and tell the page around how tall this is.
(function () {
  "use strict";
  var main = document.querySelector("main");

  // The build decides by its own date; a copy that is read later decides again, without a server.
  var due = main.getAttribute("data-review-by");
  var strip = document.getElementById("overdue");
  if (due && strip && new Date().toISOString().slice(0, 10) > due) {
    strip.hidden = false;
    main.setAttribute("data-is-overdue", "");
  }

  // Heights go only to the window that framed us, and only to the origin that asked.
  var host = null;
  // WordPress asks by the address instead: a secret that its own script made
  var secret = (/[#&?]secret=([^&]+)/.exec(location.hash) || [])[1];
  function height() { return Math.ceil(main.getBoundingClientRect().height); }
  function tell() {
    if (window.parent === window) return;
    if (host) window.parent.postMessage({ type: "remission-chart:height", height: height() }, host);
    if (secret) window.parent.postMessage({ message: "height", value: height(), secret: secret }, "*");
  }
  window.addEventListener("message", function (event) {
    if (event.source !== window.parent || window.parent === window) return;
    if (!event.data || event.data.type !== "remission-chart:hello") return;
    host = event.origin;
    tell();
  });
  new ResizeObserver(tell).observe(main);

  // A whole screen for the chart alone, where the page around allows it.
  var button = document.querySelector("button.fullscreen");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", function () { document.documentElement.requestFullscreen(); });
  }
}());
