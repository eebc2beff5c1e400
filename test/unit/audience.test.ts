import assert from "node:assert/strict";
import { audienceOf, type Elsewhere } from "../../server/src/core/lookup/audience";
import type { RegistryAddress, RegistryIsMirror } from "../../server/src/core/world";

const address = (url: string, differs: Partial<RegistryAddress> = {}): RegistryAddress => ({
  url,
  headers: {},
  isPrivate: false,
  ...differs,
});
const PUBLIC = address("https://registry.example/");
const CORP = address("https://corp.example/npm/", { servesBoth: true });
const SCOPE = address("https://team.example/", { isPrivate: true });

const at = (place: string, isUsual = false): Elsewhere => ({ place, isUsual });

interface Case {
  readonly title: string;
  readonly name?: string;
  readonly registry: RegistryAddress;
  readonly mirror?: RegistryIsMirror;
  readonly elsewhere?: Elsewhere;
  /** Who may be asked. */
  readonly told: "everybody" | "its registry" | "nobody";
  readonly isPrivate?: true;
  /** A name that is not told by design is "unasked", one that nobody has decided about is unchecked. */
  readonly services?: "unasked" | "unavailable";
  readonly undecided?: string;
}

const cases: readonly Case[] = [
  { title: "a name of the public registry", registry: PUBLIC, told: "everybody" },
  {
    title: "one of the public registry, whatever is said of others",
    registry: PUBLIC,
    mirror: "no",
    told: "everybody",
  },
  { title: "a scope with a registry of its own", registry: SCOPE, told: "its registry", isPrivate: true },
  {
    title: "a scope with a registry of its own, beside a mirror",
    registry: SCOPE,
    mirror: "yes",
    told: "its registry",
    isPrivate: true,
  },
  {
    title: "a private scope of the public registry",
    name: "@acme/x",
    registry: PUBLIC,
    told: "its registry",
    isPrivate: true,
  },
  {
    title: "a private scope of a mirror",
    name: "@acme/x",
    registry: CORP,
    mirror: "yes",
    told: "its registry",
    isPrivate: true,
  },
  { title: "a scope that only begins like a private one", name: "@acme-public/x", registry: PUBLIC, told: "everybody" },
  {
    title: "one of a registry that nobody has said anything of",
    registry: CORP,
    told: "its registry",
    services: "unavailable",
    undecided: "corp.example",
  },
  { title: "one of a mirror", registry: CORP, mirror: "yes", told: "everybody" },
  { title: "one of a registry that is no mirror", registry: CORP, mirror: "no", told: "its registry" },
  {
    title: "one that is locked from another host",
    registry: PUBLIC,
    elsewhere: at("files.example"),
    told: "nobody",
    isPrivate: true,
  },
  {
    title: "one that is locked from another host than a registry that is no mirror",
    registry: CORP,
    mirror: "no",
    elsewhere: at("files.example"),
    told: "its registry",
    isPrivate: true,
  },
  {
    title: "one that is locked from another host than a registry that nobody has said anything of",
    registry: CORP,
    elsewhere: at("files.example"),
    told: "nobody",
    isPrivate: true,
  },
  {
    title: "one that is locked from another host than a mirror",
    registry: CORP,
    mirror: "yes",
    elsewhere: at("files.example"),
    told: "nobody",
    isPrivate: true,
  },
  {
    title: "one that is locked from git",
    registry: PUBLIC,
    mirror: "yes",
    elsewhere: at("a git of its own"),
    told: "nobody",
    isPrivate: true,
  },
  {
    title: "a scope with a registry of its own that is locked from its files",
    registry: SCOPE,
    elsewhere: at("files.example"),
    told: "its registry",
    isPrivate: true,
  },
  {
    title: "one of a lockfile from behind another registry",
    registry: PUBLIC,
    elsewhere: at("corp.example", true),
    told: "nobody",
    services: "unavailable",
    undecided: "corp.example",
  },
  {
    title: "one of a lockfile from behind a mirror",
    registry: PUBLIC,
    mirror: "yes",
    elsewhere: at("corp.example", true),
    told: "everybody",
  },
  {
    title: "one of a lockfile from behind a registry that is no mirror",
    registry: PUBLIC,
    mirror: "no",
    elsewhere: at("corp.example", true),
    told: "nobody",
  },
];

describe("the audience of a name", () => {
  for (const {
    title,
    name = "x",
    registry,
    mirror,
    elsewhere,
    told,
    isPrivate,
    services = "unasked",
    undecided,
  } of cases) {
    it(`is ${told} for ${title}`, () => {
      const world = { registry: () => registry, ...(mirror === undefined ? {} : { registryIsMirror: mirror }) };
      const audience = audienceOf(name, world, ["@acme"], elsewhere);
      assert.deepEqual(
        { services: audience.services?.status, registry: audience.registry?.status },
        {
          services: told === "everybody" ? undefined : services,
          registry: told === "nobody" ? "unavailable" : undefined,
        },
      );
      assert.equal(audience.isPrivate, isPrivate === true);
      assert.equal(audience.undecided, undecided);
    });
  }

  it("names the place and the setting in its reasons", () => {
    const of = (elsewhere: Elsewhere | undefined, registry = PUBLIC, registryIsMirror: RegistryIsMirror = "ask") =>
      audienceOf("x", { registry: () => registry, registryIsMirror }, [], elsewhere);
    assert.match(
      of(at("files.example")).registry?.reason ?? "",
      /^private: it comes from files\.example, which is not/,
    );
    assert.match(of(undefined, CORP).services?.reason ?? "", /corp\.example .* custody\.registryIsMirror/);
    assert.match(of(undefined, CORP, "no").services?.reason ?? "", /custody\.registryIsMirror is "no".*corp\.example/);
  });
});
