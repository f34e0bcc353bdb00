// On the page that shows charts: make frames where a script snippet asks for them, and fit heights.
// Runs once, however often and in whatever way it is included; finds charts that are added later.
(function () {
  "use strict";
  if (window.remissionCharts) return;
  window.remissionCharts = true;
  var SELECTOR = "[data-remission-chart]";
  // as a module a script does not know its own address
  var script = document.currentScript || document.querySelector('script[src*="embed-host.js"]');
  var charts = script && script.src ? new URL("../charts/", script.src).href : "";
  var frames = [];

  function origin(frame) {
    return frame.src ? new URL(frame.src, document.baseURI).origin : "null";
  }

  // some content systems shut every frame off from its own origin
  function hasNoOrigin(frame) {
    return frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
  }

  function hello(frame) {
    // a frame that waits for consent has no address yet, or a blank one
    if (origin(frame) === "null" || !frame.contentWindow) return;
    var target = hasNoOrigin(frame) ? "*" : origin(frame);
    try { frame.contentWindow.postMessage({ type: "remission-chart:hello" }, target); } catch (error) { /* still about:blank */ }
  }

  function watch(frame) {
    if (frames.indexOf(frame) >= 0) return;
    frames.push(frame);
    frame.addEventListener("load", function () { hello(frame); });
    hello(frame);  // one that was ready before this script hears no load event
  }

  function make(place) {
    var slug = place.getAttribute("data-remission-chart");
    var scheme = place.getAttribute("data-remission-scheme");
    var link = place.querySelector("a");
    var frame = document.createElement("iframe");
    frame.src = charts + encodeURIComponent(slug) + ".html" + (scheme ? "#" + encodeURIComponent(scheme) : "");
    frame.title = link ? link.textContent : "Chart";
    frame.width = "100%";
    frame.height = 760;
    frame.style.border = "0";
    place.insertBefore(frame, place.firstChild);
    watch(frame);
  }

  function find() {
    document.querySelectorAll(SELECTOR).forEach(function (element) {
      if (element.tagName === "IFRAME") watch(element);
      else if (charts && !element.querySelector("iframe")) make(element);
    });
  }

  window.addEventListener("message", function (event) {
    frames.forEach(function (frame) {
      if (event.source !== frame.contentWindow) return;
      if (event.origin !== (hasNoOrigin(frame) ? "null" : origin(frame))) return;
      if (!event.data || event.data.type !== "remission-chart:height") return;
      var height = Number(event.data.height);
      if (height > 0 && height < 20000) frame.style.height = height + "px";
    });
  });

  function start() {
    find();
    new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
}());
