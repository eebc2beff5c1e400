import type { Rule } from "../rule";
import { noRepository } from "./health/noRepository";
import { scorecardLow } from "./health/scorecardLow";
import { singleMaintainer } from "./health/singleMaintainer";
import { unmaintained } from "./health/unmaintained";
import { gitHeadLost } from "./how/gitHeadLost";
import { publisherIdentityChanged } from "./how/publisherIdentityChanged";
import { trustDowngraded } from "./how/trustDowngraded";
import { lockChecksumChanged } from "./lockfile/lockChecksumChanged";
import { lockHost } from "./lockfile/lockHost";
import { lockInsecure } from "./lockfile/lockInsecure";
import { lockIntegrity } from "./lockfile/lockIntegrity";
import { lockName } from "./lockfile/lockName";
import { lockRepacked } from "./lockfile/lockRepacked";
import { lockVersion } from "./lockfile/lockVersion";
import { lookalike } from "./name/lookalike";
import { policyWeakened } from "./policy/policyWeakened";
import { deprecated } from "./state/deprecated";
import { malware } from "./state/malware";
import { neighbourPulled } from "./state/neighbourPulled";
import { packageMissing } from "./state/packageMissing";
import { packageRevived } from "./state/packageRevived";
import { packageYoung } from "./state/packageYoung";
import { securityHolding } from "./state/securityHolding";
import { versionPulled } from "./state/versionPulled";
import { vulnerable } from "./state/vulnerable";
import { binAdded } from "./what/binAdded";
import { gitDependencyAdded } from "./what/gitDependencyAdded";
import { installScriptAdded } from "./what/installScriptAdded";
import { youngDependencyAdded } from "./what/youngDependencyAdded";
import { patchAfterPause } from "./when/patchAfterPause";
import { publisherBurst } from "./when/publisherBurst";
import { releaseAfterSilence } from "./when/releaseAfterSilence";
import { releaseBurst } from "./when/releaseBurst";
import { releaseYoung } from "./when/releaseYoung";
import { versionOutOfLine } from "./when/versionOutOfLine";
import { maintainersReplaced } from "./who/maintainersReplaced";
import { publisherEmailChanged } from "./who/publisherEmailChanged";
import { publisherNew } from "./who/publisherNew";
import { publisherReturned } from "./who/publisherReturned";
import { repositoryMoved } from "./who/repositoryMoved";

/** Every rule, in the order in which their findings are told where all else is equal. */
export const rules: readonly Rule[] = [
  malware,
  versionPulled,
  securityHolding,
  lockChecksumChanged,
  lockHost,
  lockName,
  lockVersion,
  lockInsecure,
  lookalike,
  packageMissing,
  installScriptAdded,
  youngDependencyAdded,
  gitDependencyAdded,
  trustDowngraded,
  publisherNew,
  publisherReturned,
  publisherEmailChanged,
  maintainersReplaced,
  repositoryMoved,
  publisherIdentityChanged,
  gitHeadLost,
  publisherBurst,
  releaseBurst,
  releaseAfterSilence,
  versionOutOfLine,
  patchAfterPause,
  binAdded,
  vulnerable,
  lockIntegrity,
  neighbourPulled,
  packageRevived,
  packageYoung,
  deprecated,
  releaseYoung,
  unmaintained,
  scorecardLow,
  singleMaintainer,
  noRepository,
  lockRepacked,
  policyWeakened,
];
