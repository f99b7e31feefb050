// What cannot be done now through no fault of the program: the database cannot be reached or has no
// room, or too much waits. Whoever asked may try again. Any other error is a fault of the program.

export class Unavailable extends Error {
  override readonly name: string = "Unavailable";
}
