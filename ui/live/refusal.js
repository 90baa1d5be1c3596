// What a view cannot show and says itself.

/** An error whose message is a whole sentence for people: it is shown as it is. */
export class Refusal extends Error {}
