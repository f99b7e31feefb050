// The primary language subtags of BCP 47, as one bit each: those of the Language Subtag Registry of
// 2025-08-25 (IANA) that are of one language, or of a language and its dialects, and that are not
// deprecated. The names that a runtime knows are no measure: it has those of a few hundred.

/**
 * Bit `(26 × first + second) × 27 + third`: the first two letters from 0 on, the third from 1 on, 0
 * where there is none. Eight to a byte, the lowest first.
 */
const registered = decoded(`
  /9u7/b//v93e/+2vff+D5+ra5Rz6//vfcL8D/v+XExRCZf/v//X+f//u///////7+/GU////mGgV7Pl+//v3/339/+/5
  f/sKfTy4rvOPFAcgv9s/vCSH4Ht1+/z//+f//2//////v+7f///3/97/97///z3+/d3/+6/9/3+//+/////33//95//3
  1/3/v/f//7/////+/z/98//7v+/f///+/v+/9/9/p///d/3////f/3xOb3/h1hZA7JzBh0gQkgQBgCICALr7L++TViiR
  9SQRxPtd5xdXovIccNz8zX//fB2FUQYBAIDvf+///39fNz7HD5/3CwQCgC0ABAACAHAACACAZAjs/rrX3v5eCAAEkDVm
  RP7cEwEAAOC7zVlIefZ4/7/ez50UgggMAUQDgD8u+2Sd6eW2/X0AgAAAAACAV1pHJNsCtFjvkfv++wcAACCAwGoAAABY
  ipNoFgoAAgAAQEQkAQAAgwAAABACAAARAQAIwAIIAAAFAABREAAAgKhugUJWQWKqtvqvePMEAEAAQAAAAAAAEFzkROi+
  ihqCeRoBAACQIAAAAAIAAAACAoAAEAEAwPVfzQEgAAAAgAAAAAAAABAgQAQAAAAEAAAAwBhEJQIAAACAAASBKQIBAISA
  UAAAEWIMAAEAAAAAAjJQPwACgQAAAADwndkJAIAAIgAAAAAAQAAAAAAAAPD//3v7//fjQVHg/98n3h/KB0CAgC0GLFSy
  OeA793sANBLIAIego5NUlnFk//23pf///0WAACAgRALPU/+DwidCAAAE//u/XaNvkL8ZbQAAAGIvT2ABIQD8/z/fABgE
  AgEAAABC0OQIAAAAAAAAAggAAQJdf1IGQAAAIkkIsAGAgf/fv2XPUfBz220AQAQAAABgBTW2BFEICBBESf/v/1GQgKAA
  CAAAAAAMAAAiAAAAAUIEsI0jkUAEAX4EeBAAAAAzFBCVwiOCQCAQAUAAQCFCQMhmdw1V0yAgzSHC+gwGAJACQBAAAACg
  AFki2e46HWp0uR8AAgACACAAoCIAAQIAAoAAAQgh4F+/zkHcaQEAgAFBAAiQbNEAAAAAJIgAABBAgO+snEAACCAA2gIQ
  AAR4SDFG0gIBlACMEAAgAAAAAQwAaAAAAQAAAAB47PcqAggAAAIAAAAAgAgAgAAAAPD/Ojzf///7//9f/+/2/v//9///
  /7n3//y7//9/u//f/7////////////////f///7mvv3//e////+/r/73///f/3///f/7//+///9//73ev////39//ff/
  372+3d//eDELsPwfgN///wWAAHC470OBuRz8d75fRCIwPvc88v9bif/3+S7vUPn+/38RYIAAABBAVZ+KPvPdShxGwd7/
  vwc0UCAaiwsAEAAIAgEAIAqA9m769fv/v/////3//u/3/2/////////73//3//+35/3//7v//9/+3+v/f///v/frvv7f
  9///7v///+//f///+////+f7+nf77f+77//T////7b3t9/3//zv/53/f/+X/79Pvv///v/tfAoIEv3//91+/v/2//y3u
  ee7//t9VX/H7/////+/e+1/7NpxGGSC+hN71auq//39I19Lr//8/IBQArqKEk9U3SP///yxUWKyAQAQAXRoMhIJAAAEG
  AAAAAABEASsgCAAAYCACBIBGgGT4/rNVBpUGj9q1M3XuDSQQAwRQIQQAAIDVYP4vCMfERs/3JiIAgAAAAIAEAAAAAEAB
  AiAAEAD0776ffb5P/n+BUBCGgf3v0kUgACCphULJfnv81/cfAAACjsE9+M32t929533//4++vj0Q/R0IgAAAf9+3u/O/
  Ghi+l7/p7QAAAGAoTggAEACAgKEMJAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAPC993yV+0QrhGBAIfoXAgABAAAAgPf//wkwAgAEAAACAACY2nEIAAAAIkgsAAQI
  gBEcDQAFEGAwAgkAAAD87++/EqoQ/bClAACCAAAAAABEIUCABwiEEES0L84YAAAAA7gEgAAABAAQCgACAPDX6n////+X
  b+/nvfun/9//JgFBxO9L73///3//835f/F78n/8//673z33/T/d//+/n+3n1/zaQ7pP3ff/3///9/v9fr47ef0FBSPP/
  /1jxWeGgzzhXqGT9c79f/7///vu79//32v/6/wGEKfB3/P+4vT8v/+9f0D4V93D//f7/m/+9vz/3/9/9+351/7sTwN/i
  //7/vz//////t/+92mX0cfcffzvXc5+NXPVdoB4gAGAEEJAgEQAAAERtQAAAgAAAAQCcBANIAAgAAABIABAAwODGutz0
  QOUp3gJRNZICAAEAQAAIAAAAeN+vv8BCCkQCSgAAQgKQCAAIAAAAAAAAAgAACABCgPh9mwgQAAAAAAAAAABkwBYAAAAA
  AAAUAAAAQDYUFgAQACDAH0MAgAT4/7wfACUAAQAUAAAAAAAAAAQAMQAgBQQAQAAAgEEAAAAAAgAAAAAAAAAAAAAAAPB/
  /3+zn28ICAAAkgFGmqO9AAQAgKEgiAQRQMD+RyYBAQBYQJBKdZd9vuOY4VUP1b86oxAAAAAAAADC/fYLKrCBaAUQFnF0
  AwAAgAEgIQQAAEEgRiAAAAD4+v+L17xQrPH0UkAVECVMDwQAAGAtQ4odEDoQSDGJAAAC/t7/9xVOkX///w3ffYypXgj/
  //8LAEDAVowWPvdn8r3/lyV9DUCEEaDLSQkCFAoYcEAIICQA/v//N/kHGEBUAWQRAKBiwScAAAAIyLRCAgIBw39/BQAA
  gOA+jUzlScS7/1BbbBUU6kHMMDyAAAAAMMFHFCZ8gwQgAuXvd3kBAAgIQtlCEAZEAAAkBEQAwP/v/1UgYCERAAAAAgAI
  hgEAAAAABmEEqBAChAEeIAEAACCZXEcBMhH4//9fFAEBCKEO8P//PwgAAASBEyCAQwJQuJ0FhAEIAAAAAgAAAAAAACFR
  AAQIAAA=
`);

/** Whether a text is the subtag of a language, in lower case as the registry has it. */
export function isLanguageSubtag(text: string): boolean {
  if (!/^[a-z]{2,3}$/.test(text)) return false;
  const [first = 0, second = 0, third = -1] = [...text].map((letter) => letter.charCodeAt(0) - 97);
  const bit = (26 * first + second) * 27 + third + 1;
  return ((registered[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
}

function decoded(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64.replaceAll(/\s/g, "")), (byte) => byte.charCodeAt(0));
}
