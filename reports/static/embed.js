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
    if (event.source !== window.parent || window.parent === window || !event.data) return;
    if (event.data.type === "remission-chart:hello") host = event.origin;
    else if (!secret || event.data.secret !== secret) return;  // WordPress says that it is ready
    tell();
  });
  // its frame may open no window: it follows links to this host itself, when told
  if (secret) document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || link.host !== location.host) return;
    event.preventDefault();
    window.parent.postMessage({ message: "link", value: link.href, secret: secret }, "*");
  });
  new ResizeObserver(tell).observe(main);
  window.addEventListener("load", tell);  // a frame that is hidden until then observes nothing

  // A whole screen for the chart alone, where the page around allows it.
  var button = document.querySelector("button.fullscreen");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", function () { document.documentElement.requestFullscreen(); });
  }
}());
