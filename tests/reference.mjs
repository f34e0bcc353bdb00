// The reference compiler: Vega-Lite specifications on stdin, as JSON; SVG of each on stdout, as JSON.
import * as vega from "vega";
import * as lite from "vega-lite";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const drawings = [];
for (const spec of JSON.parse(Buffer.concat(chunks).toString())) {
  const view = new vega.View(vega.parse(lite.compile(spec).spec), { renderer: "none" });
  drawings.push(await view.toSVG());
  view.finalize();
}
process.stdout.write(JSON.stringify(drawings));
