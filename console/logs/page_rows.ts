/** Lines of a page of the log. Apart from what reads addresses, which no browser needs to load. */
export const PAGE_ROWS = 50;
