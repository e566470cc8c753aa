import adapter from "@sveltejs/adapter-static";

/** @type {import("@sveltejs/kit").Config} */
export default {
  kit: {
    adapter: adapter({ pages: "build", assets: "build", strict: true }),
    files: { src: "app", assets: "static", routes: "app/routes", appTemplate: "app/app.html" },
    paths: { relative: true },
  },
};
