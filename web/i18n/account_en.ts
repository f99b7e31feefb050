// The English texts of the account's page.

export const accountEn = {
  "account.title": "Your account",
  "account.about": "What you like, and a line about you",
  "account.profile": "Birth date and sex",
  "account.profile.means":
    "We match you by age, sex, languages and what you like. Others see your age, never the date.",
  "account.preferences": "Preferences",
  "account.data": "Your data",
  "account.data.means": "Everything Trio keeps about you, in one file.",

  "account.notifyOn": "Notify me of messages",
  "account.notifyForbidden":
    "Your browser blocks notifications. Tap the icon beside the address, allow them, and switch them on again here.",
  "account.toldClosed": "You’ll hear from us even when Trio is closed.",
  "account.toldOpen": "You’ll hear from us while Trio is open in a tab.",
  "account.sound": "Sound",
  "account.sharing": "What your trios see",
  "account.sharing.means": "Each works both ways: what you don’t show, you don’t see from others.",
  "account.sharing.receipts": "What I’ve read",
  "account.sharing.typing": "When I’m typing",
  "account.sharing.presence": "When I’m online",
  "account.download": "Download my data",
  "account.blocked": "Blocked people",
  "account.reports": "Your reports",
  "account.reports.one": "About {name}, {time}:",
  "account.reports.open": "not handled yet",
  "account.reports.handled": "handled",
  "block.none": "You haven’t blocked anyone.",
  "block.undo": "Unblock {name}",

  "account.signIn": "How you log in",
  "account.password": "Password",
  "account.password.change": "Change the password",
  "account.password.means": "This logs out your other devices.",
  "account.password.changed": "Your password is changed. Your other devices are logged out.",

  "account.passkeys": "Passkeys",
  "account.passkeys.means":
    "With a passkey you log in with your fingerprint, your face or your device’s code. Your password still works.",
  "account.passkeys.cannot": "This browser can’t create one.",
  "account.passkeys.none": "You have none yet.",
  "account.passkeys.add": "Add a passkey",
  "account.passkeys.unnamed": "Passkey",
  "account.passkeys.made": "Created {time}",
  "account.passkeys.used": "Last used {time}",
  "account.passkeys.remove": "Remove",
  "account.passkeys.removeOne": "Remove {text}",
  "account.passkeys.added": "Your passkey is ready.",

  "enter.recovered": "Your new password is set. Your other devices are logged out.",
  "trios.quit": "You left the trio with {names}.",
  "trios.replaced":
    "You hadn’t been here for days, and someone new has taken your place with {names}.",
  "block.left": "You blocked {name} and left every trio with them.",

  "account.recovery": "Recovery codes",
  "account.recovery.means":
    "Ten codes that let you in if you forget your password. Each works once.",
  "account.recovery.left": "{count} code is left.|{count} codes are left.",
  "account.recovery.none": "You have none.",
  "account.recovery.makeFirst": "Create codes",
  "account.recovery.make": "Create new codes",
  "account.recovery.replaces": "Your earlier codes will stop working.",
  "account.recovery.once":
    "You’ll see them only this once. Keep them somewhere safe, and not only on this device.",
  "account.recovery.copy": "Copy",
  "account.recovery.copied": "Copied",
  "account.recovery.download": "Download",
  "account.recovery.done": "I’ve saved them",
  "account.recovery.file": "Recovery codes of {name} on Trio. Each works once.",

  "account.sessions": "Where you’re logged in",
  "account.sessions.this": "This device",
  "account.sessions.unknown": "Unknown device",
  "account.sessions.since": "Logged in {time}",
  "account.sessions.used": "Last used {time}",
  "account.sessions.end": "Log out",
  "account.sessions.endOne": "Log out: {text}",

  "account.delete": "Delete your account",
  "account.delete.open": "Delete my account",
  "account.delete.title": "Delete your account for good?",
  "account.delete.goes":
    "You leave every trio, and every search ends. Your messages are deleted for everyone. Your name, birth date, sex, blocks, passkeys and open sessions are erased.",
  "account.delete.stays":
    "The others still see that someone was there, and your reactions, without your name. What was reported, and what you wrote near a reported message, stays as evidence until that report’s time is over. Scrambled traces of your devices stay for up to 400 days, so that nobody gets around a block. Nobody can take your name for 30 days.",
  "account.delete.noWay": "There’s no way back.",
  "account.delete.confirm": "Delete for good",

  "account.confirm": "Continue",
  "field.current": "Your password",
  "field.current.why": "To make sure it’s you",
  "field.label": "Name of the passkey",
  "field.label.why": "The device it’s on, for example. You can leave this empty.",
  "wrong.current": "Enter your password",
  "wrong.current.not": "Wrong password",
  "wrong.label": "Use up to 64 characters",
  "problem.too_many_passkeys": "You can’t have more passkeys. Remove one first.",
  "problem.too_many_tokens": "You can’t have more API tokens. Revoke one first.",
  "problem.insufficient_scope": "This API token isn’t for that.",
  "problem.passkey_known": "This device already has a passkey for your account.",
} as const;
