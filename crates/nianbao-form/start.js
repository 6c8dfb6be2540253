// Starts the validator. It is a separate file, so that the page's policy needs no inline script.
import { begin, fail } from "./loader.js";

const part = (name) => {
  const script = new URL(`./${name}.js`, import.meta.url).href;
  const load = async () => {
    const module = await import(script);
    await module.default();
    return module;
  };
  return { load, from: [script, new URL(`./${name}_bg.wasm`, import.meta.url).href] };
};

// No top-level await, because browsers too old for it could not even show a message.
const run = async () => {
  const page = await import("./nianbao-form.js");
  await begin(page.default, { engine: part("engine"), reader: part("reader"), documents: part("documents"), pages: part("pages"), legacy: part("legacy") });
};
run().catch((error) => {
  fail(
    location.protocol === "file:"
      ? "从磁盘打开时请用单文件版 nianbao-validator.html。From disk, open the single-file version, nianbao-validator.html."
      : "校验工具没能启动，请刷新；若仍不行，请换新一点的浏览器。The validator could not start: reload, or try a newer browser.",
  );
  throw error;
});
