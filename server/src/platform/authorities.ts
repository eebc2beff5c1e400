import { getCACertificates, rootCertificates } from "node:tls";

/** Certificates of authorities, PEM. */
export interface MachineAuthorities {
  /** What Node trusts by itself. */
  usual(): readonly string[];
  /** What the operating system trusts; none where this Node cannot tell. */
  system(): readonly string[];
}

/** The authorities of this machine; `extra` is what NODE_EXTRA_CA_CERTS names. */
export function machineAuthorities(extra: readonly string[]): MachineAuthorities {
  return {
    // Older ones cannot be asked.
    usual: () =>
      typeof getCACertificates === "function" ? getCACertificates("default") : [...rootCertificates, ...extra],

    system() {
      try {
        return typeof getCACertificates === "function" ? getCACertificates("system") : [];
      } catch {
        return [];
      }
    },
  };
}
