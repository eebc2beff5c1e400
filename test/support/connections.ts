import { machineAuthorities } from "../../server/src/platform/authorities";
import { type Connections, createConnections } from "../../server/src/platform/connections";

/** Connections under which everything is asked directly, trusting what Node trusts. */
export function direct(): Connections {
  return createConnections(
    {
      proxies: { proxyFor: () => undefined, exceptions: [] },
      certificates: { authorities: [], forUrl: () => undefined, own: [], contents: [] },
      strictSsl: { value: true, by: undefined },
      strictProxySsl: { value: true, by: undefined },
      systemCertificates: { value: true, by: undefined },
    },
    machineAuthorities([]),
  );
}
