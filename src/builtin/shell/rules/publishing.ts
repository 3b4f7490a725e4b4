// Rules on publishing packages. `rules.ts` joins them.

import { hasFlag } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const DRY = "--dry-run -n --dryRun --dry --help --snapshot --skip-upload --skip-publish";

export const PUBLISHING_RULES: readonly Rule[] = [
  {
    id: "publish",
    risk: "MEDIUM",
    why: "publishes a package",
    programs:
      "npm pnpm yarn bun cargo poetry flit hatch uv maturin lerna jsr deno vsce ovsx dart flutter conan changeset melos pdm wasm-pack nx apm",
    unless: DRY,
    when: ({ operands: [first = "", second = "", third = ""] }) =>
      first === "publish" ||
      (first === "npm" && second === "publish") ||
      (first === "pub" && second === "publish") ||
      (first === "-r" && second === "publish") ||
      (first === "release" && second === "publish") ||
      (first === "workspace" && third === "publish"),
    dangerous: "npm publish",
    harmless: "npm publish --dry-run",
  },
  {
    id: "unpublish",
    risk: "HIGH",
    why: "withdraws a package, or changes who may publish it",
    programs: "npm pnpm yarn cargo gem nuget dotnet",
    unless: "--dry-run",
    when: ({ name, operands: [first = "", second = ""] }) =>
      /^(?:unpublish|deprecate|yank)$/.test(first) ||
      (/^(?:owner|access|dist-tag|token)$/.test(first) &&
        /^(?:add|rm|remove|grant|revoke|public|restricted|set|create|--add|--remove)$/.test(second)) ||
      (name === "dotnet" && first === "nuget" && second === "delete") ||
      (name === "nuget" && first === "delete"),
    dangerous: "npm unpublish left-pad --force",
    harmless: "npm dist-tag ls left-pad",
  },
  {
    id: "publish-upload",
    risk: "MEDIUM",
    why: "publishes a package",
    programs: "twine gem dotnet nuget pod mix cabal opam snapcraft helm conda anaconda luarocks cpan-upload hackage",
    unless: DRY,
    when: ({ operands }) =>
      /^(?:upload|push|nuget push|trunk push|hex\.publish|publish|package upload)\b/.test(operands.slice(0, 2).join(" ")),
    dangerous: "twine upload dist/*",
    harmless: "twine check dist/*",
  },
  {
    id: "publish-build",
    risk: "MEDIUM",
    why: "publishes what it builds",
    programs:
      "mvn mvnw gradle gradlew sbt lein goreleaser semantic-release release-it np lerna standard-version npx bunx pnpx fastlane",
    unless: DRY,
    when: (call) =>
      /^(?:semantic-release|release-it|np)$/.test(call.name) ||
      call.operands.some(
        (operand) =>
          /^(?:deploy|release:perform|:?publish\w*|\S+:publish\w*|publishSigned|upload_to_\w+|deliver|pilot)$/.test(operand) &&
          /^(?:mvn|mvnw|gradle|gradlew|sbt|lein|fastlane)$/.test(call.name),
      ) ||
      (call.name === "goreleaser" && call.operands[0] === "release") ||
      (/^(?:npx|bunx|pnpx)$/.test(call.name) &&
        (/^(?:semantic-release|release-it|np)$/.test(call.operands[0] ?? "") ||
          call.operands
            .slice(0, 2)
            .join(" ")
            .match(/^(?:lerna|changeset|vsce|ovsx|jsr) publish$/) !== null)),
    dangerous: "./gradlew publish",
    harmless: "./gradlew build",
  },
  {
    id: "publish-image",
    risk: "MEDIUM",
    why: "publishes an image",
    programs: "docker podman nerdctl buildah skopeo crane",
    when: (call) =>
      /^(?:push|image push|manifest push|copy|compose push)\b/.test(call.operands.slice(0, 2).join(" ")) ||
      (hasFlag(call, "--push") && /^(?:buildx|build)$/.test(call.operands[0] ?? "")),
    dangerous: "docker push example/app",
    harmless: "docker pull example/app",
  },
  {
    id: "publish-release",
    risk: "MEDIUM",
    why: "publishes a release",
    programs: "gh glab hub",
    operands: ["release create", "release upload", "release edit"],
    unless: "--draft -d",
    dangerous: "gh release create v1.0.0",
    harmless: "gh release list",
  },
  {
    id: "foreign-registry",
    risk: "MEDIUM",
    why: "takes packages from another registry from now on",
    programs: "npm pnpm yarn pip pip3 gem",
    when: ({ operands: [first = "", second = "", third = ""] }) =>
      (first === "config" && second === "set" && /registry|index-url|strict-ssl|trusted-host/i.test(third)) ||
      (first === "sources" && second === "--add"),
    dangerous: "npm config set registry http://example.com",
    harmless: "npm config get registry",
  },
];
