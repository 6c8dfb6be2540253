// Starts the validator. It is a separate file, so that the page's policy needs no inline script.
import { begin, fail } from "./loader.js";

// Whether the files of another build have taken the place of this page's, as another tab asked for.
let replaced = false;

const part = (name) => {
  const script = new URL(`./${name}.js`, import.meta.url).href;
  const load = async () => {
    // Modules of two builds would misunderstand each other.
    if (replaced) throw new Error("reload the page: it is of an older build");
    const module = await import(script);
    await module.default();
    return module;
  };
  return { load, from: [script, new URL(`./${name}_bg.wasm`, import.meta.url).href] };
};

// The second part of the page's own module (see `xtask/src/split.rs`); a module that was not parted needs none.
const later = {
  load: async (lent) => {
    const n = await lent;
    if (!n.t0) return {};
    const response = await fetch(later.from[1]);
    if (replaced || !response.ok) throw new Error("reload the page: a part of it is missing");
    return WebAssembly.instantiate(await response.arrayBuffer(), { n });
  },
  from: ["", new URL("./later_bg.wasm", import.meta.url).href],
};

// Keeps the files of this build, so that the page works when its server is gone. Called before the policy closes. A newer build
// waits until the page says that nothing is unsaved.
const keep = () => {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  // The first worker of all takes over the page that it comes from.
  let controlled = workers.controller !== null;
  let asked = false;
  workers.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (controlled) {
      replaced = true;
      window.dispatchEvent(new Event("nianbao-newer"));
    }
    controlled = true;
  });
  const watch = (registration) => {
    const tell = () => {
      if (registration.waiting && workers.controller) window.dispatchEvent(new Event("nianbao-newer"));
    };
    tell();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
    window.addEventListener("nianbao-renew", () => {
      if (replaced) location.reload();
      asked = true;
      registration.waiting?.postMessage("renew");
    });
  };
  workers.register(new URL("./worker.js", import.meta.url).href).then(watch, console.info);
};

// No top-level await, because browsers too old for it could not even show a message.
const run = async () => {
  const page = await import("./nianbao-form.js");
  const start = async () => {
    const lent = await page.default();
    keep();
    return lent;
  };
  await begin(start, { later, engine: part("engine"), reader: part("reader"), documents: part("documents"), pages: part("pages"), legacy: part("legacy") });
};
run().catch((error) => {
  // early.js may have said why already.
  if (!window.nianbaoTold) {
    fail("校验工具没能启动，请刷新；若仍不行，请换新一点的浏览器。The validator could not start: reload, or try a newer browser.");
  }
  throw error;
});
