/** What the console's build tells the server: files, relative to the built pages, that will be wanted for a page. */
export type PageFiles = {
  /** By address, as routes are written: `/services/:namespace/:service/:tab?`. */
  pages: Record<string, string[]>;
  languages: { en: string[]; zh: string[] };
};
