/** The version of this compiler, as manifests name it; a test holds it to package.json. */
export const version = "0.1.0";
