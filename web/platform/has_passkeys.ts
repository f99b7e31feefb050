// Whether this browser can make and use passkeys, and itself reads what the server says of them:
// Chromium since 129, Firefox since 119, Safari since 18.4. In others the password is the way in.

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";
}
