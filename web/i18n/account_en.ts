// The English texts of the account's page.

export const accountEn = {
  "account.title": "Your account",
  "account.profile": "Birth date and sex",
  "account.profile.means": "What matching knows of you. Others see your age, never the date.",
  "account.preferences": "Preferences",
  "account.data": "Your data",
  "account.data.means": "All that Trio keeps of you, as a file.",

  "account.notifyOn": "Notify me of messages",
  "account.notifyOff": "Stop notifying me",
  "account.notifyForbidden":
    "Your browser does not allow it. You can change that in its settings for Trio.",
  "account.sound": "Sound",
  "account.sharing": "What your trios see",
  "account.sharing.means":
    "Each works both ways: what you do not show, you do not see of the others either.",
  "account.sharing.receipts": "How far I have read",
  "account.sharing.typing": "That I am typing",
  "account.sharing.presence": "That I am online",
  "account.download": "Download my data",
  "account.blocked": "Blocked people",
  "account.reports": "What you reported",
  "account.reports.one": "About {name}, {time}:",
  "account.reports.open": "not handled yet",
  "account.reports.handled": "handled",
  "block.none": "You have blocked nobody.",
  "block.undo": "Unblock {name}",

  "account.signIn": "How you log in",
  "account.password": "Password",
  "account.password.change": "Change the password",
  "account.password.means": "Every other device is logged out. This one stays.",
  "account.password.changed": "Your password is changed. Every other device is logged out.",

  "account.passkeys": "Passkeys",
  "account.passkeys.means":
    "With a passkey you log in by your finger, your face or the code of your device. The password goes on working.",
  "account.passkeys.cannot": "This browser cannot make one.",
  "account.passkeys.none": "You have none yet.",
  "account.passkeys.add": "Add a passkey",
  "account.passkeys.unnamed": "Passkey",
  "account.passkeys.made": "Made {time}",
  "account.passkeys.used": "Last used {time}",
  "account.passkeys.remove": "Remove",
  "account.passkeys.removeOne": "Remove {text}",
  "account.passkeys.added": "The passkey is added.",

  "enter.recovered": "Your new password is set. Your other devices are logged out.",
  "trios.quit": "You left the trio with {names}.",
  "block.left": "{name} is blocked, and you left every trio with them.",

  "account.recovery": "Recovery codes",
  "account.recovery.means":
    "Ten codes, each good for one time, let you in when you have forgotten the password.",
  "account.recovery.left": "{count} code is left.|{count} codes are left.",
  "account.recovery.none": "You have none.",
  "account.recovery.makeFirst": "Make codes",
  "account.recovery.make": "Make new codes",
  "account.recovery.replaces": "Codes that you made before are worth nothing from then on.",
  "account.recovery.once":
    "They are shown this once. Keep them where you keep what matters, and not on this device alone.",
  "account.recovery.copy": "Copy",
  "account.recovery.copied": "Copied",
  "account.recovery.download": "Download",
  "account.recovery.done": "I have kept them",
  "account.recovery.file": "Recovery codes of {name} on Trio. Each works once.",

  "account.sessions": "Where you are logged in",
  "account.sessions.this": "This device",
  "account.sessions.unknown": "Unknown device",
  "account.sessions.since": "Logged in {time}",
  "account.sessions.used": "Last used {time}",
  "account.sessions.end": "End",
  "account.sessions.endOne": "End: {text}",

  "account.delete": "Delete your account",
  "account.delete.open": "Delete my account",
  "account.delete.title": "Delete your account for good?",
  "account.delete.goes":
    "You leave every trio, and every search ends. Your messages are taken back for everyone. Your name, birth date, sex, blocks, passkeys and open sessions are erased.",
  "account.delete.stays":
    "The others keep a place in the talk and your reactions, without your name. What somebody reported, and what you wrote near a reported message, stays as evidence until that report’s time is over. Scrambled marks of your devices stay for 400 days at most, so that nobody gets around a block. Your name stays taken for 30 days.",
  "account.delete.noWay": "There is no way back.",
  "account.delete.confirm": "Delete for good",

  "account.confirm": "Go on",
  "field.current": "Your password",
  "field.current.why": "To be sure that it is you.",
  "field.label": "Name of the passkey",
  "field.label.why": "Such as the device that it is on. You may leave it empty.",
  "wrong.current": "Needed to go on",
  "wrong.current.not": "This is not your password.",
  "wrong.label": "At most 64 characters",
  "problem.too_many_passkeys": "You have as many passkeys as there may be. Remove one first.",
  "problem.passkey_known": "This device has a passkey for your account already.",
} as const;
