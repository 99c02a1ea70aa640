/**
 * The messages of another language: the same keys as in English, every value a sentence. A missing or misspelt
 * key does not compile.
 */
export type Translated<Messages> = {
  [Key in keyof Messages]: Messages[Key] extends string ? string : Translated<Messages[Key]>;
};
