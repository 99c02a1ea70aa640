/** What the console's build tells the server: files, relative to the built pages, and reads that will be wanted for a page. */
export type PageFiles = {
  /** By address, as routes are written: `/services/:namespace/:service/:tab?`. */
  pages: Record<string, string[]>;
  languages: { en: string[]; zh: string[] };
  /** By address: what the console reads first, under /console/v1, where the address has no query. */
  reads: Record<string, string[]>;
};
