// Rules on the command lines of clouds and hosts. `rules.ts` joins them.

import { hasFlag, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const text = ({ operands }: Invocation): string => operands.slice(0, 6).join(" ");
export const DESTROYS =
  /(?:^|[\s:.])(?:delete|destroy|remove|purge|terminate|rm|rb|nuke|deprovision|deallocate|erase|undeploy|untag|unsubscribe)(?:$|[-\s:])|(?:^|\s)\S+[-:](?:delete|destroy|rm|remove)(?:\s|$)/;
export const READS = /^(?:\S+ )?(?:describe|list|get|show|ls|help|head|wait|read|search|query)\b/;

export const CLOUD_RULES: readonly Rule[] = [
  {
    id: "cloud-delete",
    risk: "HIGH",
    why: "deletes resources in a cloud",
    programs: "aws",
    unless: "--dryrun --dry-run --generate-cli-skeleton",
    when: ({ operands: [service = "", verb = ""] }) =>
      /^(?:delete|terminate|deregister|purge|remove|release|schedule-key-deletion|batch-delete|close-account|leave-organization|stop-logging|disable|detach|empty|unsubscribe|untag-(?!resource))/.test(
        verb,
      ) ||
      (service === "s3" && verb === "rb"),
    dangerous: "aws ec2 terminate-instances --instance-ids i-1",
    harmless: "aws ec2 describe-instances",
  },
  {
    id: "cloud-objects",
    risk: "HIGH",
    why: "deletes stored objects",
    programs: "aws gsutil gcloud s3cmd mc rclone az bq s5cmd",
    unless: "--dryrun --dry-run -n",
    when: (call) => {
      const given = text(call);
      if (call.name === "rclone") return /^(?:purge|delete|deletefile|rmdirs|cleanup|dedupe)\b/.test(given);
      if (call.name === "gsutil") return /^(?:rm|rb)\b/.test(given) || (call.operands[0] === "rsync" && hasFlag(call, "-d"));
      if (call.name === "s3cmd" || call.name === "mc" || call.name === "s5cmd") return /^(?:rm|rb|del)\b/.test(given);
      if (call.name === "bq") return /^rm\b/.test(given);
      return /^(?:s3 rm|storage rm|storage buckets delete)\b/.test(given);
    },
    dangerous: "aws s3 rm s3://bucket --recursive",
    harmless: "aws s3 ls s3://bucket",
  },
  {
    id: "cloud-mirror",
    risk: "MEDIUM",
    why: "deletes stored objects at the source, or those that it does not have",
    programs: "aws gsutil rclone mc azcopy gcloud",
    unless: "--dryrun --dry-run -n",
    when: (call) => {
      if (call.name === "rclone") return /^(?:sync|move|moveto)$/.test(call.operands[0] ?? "");
      return (
        call.operands.slice(0, 2).some((operand) => /^(?:sync|mirror|rsync)$/.test(operand)) &&
        hasFlag(call, "--delete", "--remove", "--delete-destination", "--delete-unmatched-destination-objects") &&
        !call.words.includes("--delete-destination=false")
      );
    },
    dangerous: "aws s3 sync . s3://bucket --delete",
    harmless: "aws s3 sync . s3://bucket",
  },
  {
    id: "cloud-stop",
    risk: "MEDIUM",
    why: "stops machines in a cloud",
    programs: "aws gcloud az doctl hcloud linode-cli",
    when: (call) =>
      /(?:^|\s)(?:stop|stop-instances|stop-db-instance|reboot-instances|reset|suspend|power-off|poweroff|shutdown|disable)(?:\s|$)/.test(
        text(call),
      ),
    dangerous: "aws ec2 stop-instances --instance-ids i-1",
    harmless: "gcloud compute instances list",
  },
  {
    id: "cloud-public",
    risk: "HIGH",
    why: "shows stored objects or machines to everybody",
    programs: "aws gsutil gcloud az gh",
    when: ({ words }) =>
      /public-read|allUsers|allAuthenticatedUsers|0\.0\.0\.0\/0|::\/0|--public-access (?:blob|container)|--visibility[= ]public|put-bucket-policy|put-public-access-block|put-bucket-acl/.test(
        words.join(" "),
      ) && !/describe/.test(words.join(" ")),
    dangerous: "aws s3api put-bucket-acl --bucket b --acl public-read",
    harmless: "aws s3api get-bucket-acl --bucket b",
  },
  {
    id: "cloud-rights",
    risk: "HIGH",
    why: "changes who may do what in a cloud, or makes credentials",
    programs: "aws gcloud az",
    when: (call) =>
      /\b(?:create-(?:access-key|login-profile|user|service-specific)|attach-\w+-policy|put-\w+-policy|add-user-to-group|update-assume-role-policy|update-login-profile|set-iam-policy|add-iam-policy-binding|remove-iam-policy-binding|service-accounts keys create|role assignment create|sp create-for-rbac|ad sp create|credential reset|get-session-token|assume-role|set-default-policy-version)\b/.test(
        text(call),
      ),
    dangerous: "aws iam create-access-key --user-name root",
    harmless: "aws iam list-users",
  },
  {
    id: "cloud-destroy",
    risk: "HIGH",
    why: "deletes resources in a cloud",
    programs:
      "gcloud az doctl heroku fly flyctl vercel netlify wrangler hcloud linode-cli oci ibmcloud scw openstack firebase railway supabase render eb dokku aliyun vultr-cli civo nova linode exo cf",
    unless: "--dry-run --help -h",
    when: (call) => {
      const given = text(call);
      if (call.name === "railway" && call.operands[0] === "down") return true;
      return !READS.test(given) && DESTROYS.test(given) && !/^(?:config|auth|env ls|completion)\b/.test(given);
    },
    dangerous: "gcloud projects delete shop",
    harmless: "gcloud config list",
  },
  {
    id: "code-host",
    risk: "HIGH",
    why: "deletes or changes something on a code host for good",
    programs: "gh glab hub tea",
    when: (call) =>
      /^(?:\S+ delete|repo (?:archive|rename)|secret (?:set|remove)|ssh-key add|workflow disable)\b/.test(text(call)) ||
      (call.operands[0] === "api" && /(?:-X ?|--method[= ])DELETE/i.test(call.words.join(" "))),
    dangerous: "gh repo delete owner/name --yes",
    harmless: "gh pr list",
  },
  {
    id: "code-host-merge",
    risk: "MEDIUM",
    why: "merges past the checks of a code host",
    programs: "gh",
    operands: ["pr merge"],
    flags: "--admin",
    dangerous: "gh pr merge 7 --admin",
    harmless: "gh pr merge 7 --squash",
  },
  {
    id: "cloud-unprotect",
    risk: "HIGH",
    why: "takes away what keeps something in a cloud from being deleted",
    programs: "aws gcloud az oci ibmcloud aliyun hcloud linode-cli scw",
    when: ({ words }) =>
      /--no-(?:[\w-]{1,40}-)?(?:disable-api-termination|(?:deletion|termination|delete)-protect\w*)|(?:deletion|termination|delete)-protect\w*[= ](?:false|disabled|off)|--disable-api-termination[= ]"?(?:false|Value=false)/i.test(
        words.join(" "),
      ),
    dangerous: "aws rds modify-db-instance --db-instance-identifier shop --no-deletion-protection",
    harmless: "aws rds modify-db-instance --db-instance-identifier shop --deletion-protection",
  },
  {
    id: "cloud-overwrite",
    risk: "MEDIUM",
    why: "overwrites a secret or a setting that programs read",
    programs: "aws",
    operands: ["secretsmanager put-secret-value", "secretsmanager update-secret", "ssm put-parameter"],
    when: (call) => call.operands[0] !== "ssm" || hasFlag(call, "--overwrite"),
    dangerous: "aws ssm put-parameter --name /shop/key --value x --overwrite",
    harmless: "aws ssm put-parameter --name /shop/key --value x",
  },
  {
    id: "cloud-settings",
    risk: "MEDIUM",
    why: "takes settings or machines from a running program",
    programs: "heroku fly flyctl vercel netlify wrangler",
    word: /^(?:config:unset|ps:scale|maintenance:on|env:unset|unset|rollback|\w+=0)$/,
    dangerous: "heroku config:unset KEY",
    harmless: "heroku logs --tail",
  },
];
