import type { NetworkFacts, Way } from "../core/networkFacts";
import type { MachineAuthorities } from "./authorities";
import type { NpmConfig } from "./config/npmConfig";
import type { Asked } from "./config/proxies";

/** What a configuration comes to, for people; `services` are the addresses that are asked beside registries. Nothing is asked; no secret is told. */
export function readNetworkFacts(
  config: NpmConfig,
  services: readonly string[],
  { system }: Pick<MachineAuthorities, "system">,
  extra: string | undefined,
): NetworkFacts {
  const { proxies, certificates, strictSsl, strictProxySsl, systemCertificates, warnings } = config;
  const registries = config.registries();
  const hosts: readonly (readonly [Asked, string])[] = [
    ...registries.map(({ url }) => ["registry", url] as const),
    // Of an address that its owner keeps to himself, such as a policy's, the host alone.
    ...services.map((url) => ["service", `${new URL(url).origin}/`] as const),
  ];
  return {
    tools: config.tools.map((tool) => (tool === "yarn-classic" ? "yarn 1" : tool)),
    registries,
    ways: [...new Map(hosts.map(([asked, url]) => [`${asked} ${new URL(url).origin}`, wayTo(asked, url)])).values()],
    exceptions: proxies.exceptions,
    certificates: {
      authorities: certificates.authorities.map(({ pem, file, key }) => ({ file, key, count: countOf(pem) })),
      extra,
      system: { ...systemCertificates, count: systemCertificates.value ? new Set(system()).size : 0 },
      own: certificates.own,
      strictSsl,
      strictProxySsl,
    },
    gates: config.gates,
    unused: warnings,
  };

  function wayTo(asked: Asked, url: string): Way {
    const proxy = proxies.proxyFor(asked, new URL(url));
    return {
      url,
      proxy:
        proxy === undefined
          ? undefined
          : {
              url: proxy.url,
              hasCredentials: proxy.authorization !== undefined || proxy.user !== undefined,
              file: proxy.file,
              key: proxy.key,
            },
    };
  }
}

function countOf(pem: readonly string[]): number {
  return pem.reduce((sum, text) => sum + text.split("-----BEGIN ").length - 1, 0);
}
