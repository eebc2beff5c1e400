/** Names, messages and scripts come from outside and may hold e-mail addresses, which are never kept or shown. `git@` is none. */
export function withoutAddresses(text: string): string {
  return text.replace(
    /([\p{L}\p{N}._%+-]{1,64})@(\p{L}[\p{L}\p{N}-]{0,62}(?:\.[\p{L}\p{N}-]{1,63}){0,8}\.\p{L}{2,24})(?![\p{L}\p{N}])/gu,
    (whole: string, local: string) => (local === "git" ? whole : `${local}@…`),
  );
}
