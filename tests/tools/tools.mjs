// One program of a content team on one input: node tools.mjs TOOL < input, its answer as text on stdout.
import { readFileSync } from "node:fs";

const input = () => readFileSync(0, "utf8");

const TOOLS = {
  async mdx() {
    const { evaluate } = await import("@mdx-js/mdx");
    const runtime = await import("react/jsx-runtime");
    const { createElement } = await import("react");
    const { renderToStaticMarkup } = await import("react-dom/server");
    const { default: Content } = await evaluate(input(), runtime);
    return renderToStaticMarkup(createElement(Content));
  },
  async dompurify() {
    const { JSDOM } = await import("jsdom");
    const { default: createDOMPurify } = await import("dompurify");
    return createDOMPurify(new JSDOM("").window).sanitize(input());
  },
  async "sanitize-html"() {
    const { default: sanitize } = await import("sanitize-html");
    return sanitize(input());
  },
  async "markdown-it"() {
    const { default: MarkdownIt } = await import("markdown-it");
    return new MarkdownIt({ html: false }).render(input());
  },
  async resvg() {
    const { Resvg } = await import("@resvg/resvg-js");
    return new Resvg(input()).render().asPng();
  },
  async "vega-embed"() {
    const { JSDOM } = await import("jsdom");
    const { window } = new JSDOM("<div id=chart></div>", { pretendToBeVisual: true });
    window.HTMLCanvasElement.prototype.getContext = () => null; // widths of text are estimated then
    Object.assign(globalThis, { window, document: window.document, Node: window.Node, Element: window.Element, ShadowRoot: window.ShadowRoot });
    const { default: embed } = await import("vega-embed");
    const warnings = [];
    const said = (...words) => warnings.push(words.join(" "));
    const logger = { level: () => logger, error: said, warn: said, info: () => logger, debug: () => logger };
    await embed(window.document.querySelector("#chart"), JSON.parse(input()), { renderer: "svg", logger });
    return JSON.stringify({ html: window.document.querySelector("#chart").innerHTML, warnings });
  },
};

try {
  process.stdout.write(await TOOLS[process.argv[2]]());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
