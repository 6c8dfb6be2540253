// Starts the page's module, and loads the others when they are first needed.

/**
 * @param start starts the page's own module, and returns what it lends to others
 * @param parts by name: how a module is loaded, which gets a promise of the same, and the addresses that it is loaded from
 */
export async function begin(start, parts) {
  const here = new Map();
  let started;
  const lent = new Promise((resolve) => {
    started = resolve;
  });
  const coming = new Map();
  const load = (name) => {
    if (!coming.has(name)) {
      const loading = parts[name].load(lent).then(
        (module) => {
          here.set(name, module);
          seal();
        },
        (error) => {
          // It is loaded again when it is needed next.
          coming.delete(name);
          throw error;
        },
      );
      coming.set(name, loading);
    }
    return coming.get(name);
  };
  const call = (name, what, bytes) => {
    try {
      return here.get(name)?.call(what, bytes);
    } catch (error) {
      // The module crashed, so its later answers cannot be trusted.
      here.delete(name);
      console.error(error);
      throw error;
    }
  };
  // From here on the page may only load the files that it has not loaded yet, each by its address on the page's own host; once
  // all are loaded, it may connect to nothing at all. (A policy can't forbid a query after an address, so until then it is the
  // program, not the policy, that sends none.)
  const seal = () => {
    const left = Object.keys(parts).filter((name) => !here.has(name));
    const from = (index) => left.map((name) => parts[name].from[index]).join(" ");
    const meta = document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    const [scripts, programs] = [from(0).trim(), from(1).trim()];
    meta.content = `connect-src ${programs || "'none'"}; script-src 'wasm-unsafe-eval' ${scripts}; form-action 'none'`;
    document.head.append(meta);
  };
  window.nianbao = { load, call, isLoaded: (name) => here.has(name) };
  started(await start());
  seal();
}

/** Says in the page why it could not be started. */
export function fail(text) {
  const said = document.createElement("p");
  said.className = "boot";
  said.setAttribute("role", "alert");
  said.textContent = text;
  (document.getElementById("boot") ?? document.body).append(said);
}
