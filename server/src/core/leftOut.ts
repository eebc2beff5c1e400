/**
 * Whether a registry dates so many versions and does not serve them that it leaves versions out, as mirrors do: of 455
 * real documents none lacks as many as ten versions that are more than half of all. Then nobody knows which were pulled.
 */
export function leavesVersionsOut(gone: number, served: number): boolean {
  return gone >= MANY_GONE && served > 0 && gone > served;
}

const MANY_GONE = 10;
