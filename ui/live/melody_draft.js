// A melody that is being written: notes at a cursor, or as they are played in time.

import { LOWEST_PITCH, notesOf, NUM_PITCHES, STEPS, tokensOfNotes } from "./melody_notes.js";

/** @import { Note } from "./melody_notes.js" */

export class MelodyDraft {
  constructor() {
    /** @type {Note[]} */
    this.notes = [];
    this.cursor = 0; // sixteenth that the next note begins at
  }

  get tokens() {
    return tokensOfNotes(this.notes);
  }

  /** @param {ArrayLike<number>} tokens */
  take(tokens) {
    this.notes = notesOf(tokens);
    this.cursor = 0;
  }

  get isFull() {
    return this.cursor >= STEPS;
  }

  /** Write a note at the cursor, over what sounded there, and move on. Returns whether there was room. */
  add(pitch, length) {
    if (this.isFull || pitch < LOWEST_PITCH || pitch >= LOWEST_PITCH + NUM_PITCHES) return false;
    this.put({ start: this.cursor, length: Math.min(length, STEPS - this.cursor), pitch });
    this.cursor += length;
    return true;
  }

  /** Leave a rest at the cursor. */
  rest(length) {
    this.free(this.cursor, this.cursor + length);
    this.cursor = Math.min(STEPS, this.cursor + length);
  }

  /** Take away the last note before the cursor, or the last of all, and go back to where it began. */
  undo() {
    const last = this.notes.findLast(({ start }) => start < this.cursor) ?? this.notes.at(-1);
    if (!last) return;
    this.notes = this.notes.filter((note) => note !== last);
    this.cursor = last.start;
  }

  clear() {
    this.notes = [];
    this.cursor = 0;
  }

  /** Take away the note at a place of the roll, or write one there. */
  toggle(step, pitch, length) {
    const there = this.notes.find((note) => note.pitch === pitch && note.start <= step && step < note.start + note.length);
    this.cursor = step;
    if (there) this.notes = this.notes.filter((note) => note !== there);
    else this.add(pitch, length);
  }

  /** Write a note that was played from one sixteenth to another, fractions rounded; what lies outside is left out. */
  play(pitch, from, to) {
    const start = Math.round(from) || 0; // not -0
    if (start < 0 || start >= STEPS || pitch < LOWEST_PITCH || pitch >= LOWEST_PITCH + NUM_PITCHES) return;
    this.put({ start, length: Math.max(1, Math.min(STEPS, Math.round(to)) - start), pitch });
  }

  /** @param {Note} note */
  put(note) {
    this.free(note.start, note.start + note.length);
    this.notes = [...this.notes, note].sort((a, b) => a.start - b.start);
  }

  /** Let nothing sound from one sixteenth to another: a note that begins before ends there. */
  free(from, to) {
    this.notes = this.notes
      .filter(({ start }) => start < from || start >= to)
      .map((note) => (note.start < from ? { ...note, length: Math.min(note.length, from - note.start) } : note));
  }
}
