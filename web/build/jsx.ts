// What the build puts in for the tags of the page: shorter on the way than the automatic form, and
// the same once drawn.

export { Fragment, h } from "preact";
