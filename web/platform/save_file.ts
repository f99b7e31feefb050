// A text as a file of the user's.

/**
 * Hands a file to the browser, as if a link to it had been pressed. Some browsers read it later, so
 * it is freed with the tab.
 */
export function saveFile(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
}
