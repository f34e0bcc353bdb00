// On the page that shows charts: make frames where a script snippet asks for them, and fit heights.
(function () {
  "use strict";
  var here = document.currentScript ? document.currentScript.src : "";
  var charts = new URL("../charts/", here).href;
  var frames = [];

  function watch(frame) {
    if (frames.indexOf(frame) >= 0) return;
    frames.push(frame);
    var origin = new URL(frame.src, document.baseURI).origin;
    function hello() { frame.contentWindow.postMessage({ type: "remission-chart:hello" }, origin); }
    frame.addEventListener("load", hello);
    if (frame.contentWindow && origin !== "null") {
      // a frame that was ready before this script hears no load event; one that is not, ignores this
      try { hello(); } catch (error) { /* still about:blank of another origin */ }
    }
  }

  function make(place) {
    var link = place.querySelector("a");
    var frame = document.createElement("iframe");
    frame.src = charts + encodeURIComponent(place.getAttribute("data-remission-chart")) + ".html";
    frame.title = link ? link.textContent : "Chart";
    frame.height = 760;
    frame.style.cssText = "border:0;width:100%;max-width:720px";
    place.replaceChildren(frame);
    watch(frame);
  }

  window.addEventListener("message", function (event) {
    frames.forEach(function (frame) {
      if (event.source !== frame.contentWindow) return;
      if (event.origin !== new URL(frame.src, document.baseURI).origin) return;
      if (!event.data || event.data.type !== "remission-chart:height") return;
      var height = Number(event.data.height);
      if (height > 0 && height < 20000) frame.style.height = height + "px";
    });
  });

  function start() {
    document.querySelectorAll("[data-remission-chart]").forEach(function (element) {
      if (element.tagName === "IFRAME") watch(element); else if (!element.querySelector("iframe")) make(element);
    });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
}());
