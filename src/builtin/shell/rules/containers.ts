// Rules on containers, clusters and infrastructure. `rules.ts` joins them.

import { hasFlag, isUnknown, type Invocation } from "../invocation.ts";
import type { Rule } from "../rule.ts";

const ENGINES = "docker podman nerdctl docker-compose";
const DRY = "--dry-run -h --help";
/** The command of a container engine, without the `compose` before it. */
const command = ({ operands }: Invocation): readonly string[] =>
  operands[0] === "compose" || operands[0] === "container" ? operands.slice(1) : operands;
const HOST_FOLDER =
  /^(?:(?:--volume|-v)=?)?(?:\/|~|\/(?:etc|root|home|usr|boot|dev|proc|sys|var(?:\/lib(?:\/docker)?)?)\/?|\$HOME):|source=\/(?:,|etc|root|$)|docker\.sock/;

/** Whether single pods are deleted, which what manages them replaces. */
const restarts = (call: Invocation): boolean =>
  call.operands[0] === "delete" &&
  /^(?:pods?|po)(?:\/|$)/.test(call.operands[1] ?? "") &&
  !call.operands.some(isUnknown) &&
  !hasFlag(call, "--all", "-l", "--selector", "--force", "-A", "--all-namespaces");

export const CONTAINER_RULES: readonly Rule[] = [
  {
    id: "container-host",
    risk: "HIGH",
    why: "gives a container the machine it runs on",
    programs: ENGINES,
    when: (call) => {
      if (!/^(?:run|create|exec)$/.test(command(call)[0] ?? "")) return false;
      const text = call.words.join(" ");
      return (
        hasFlag(call, "--privileged") ||
        call.words.some((word) => HOST_FOLDER.test(word)) ||
        /--(?:pid|ipc|userns|uts|cgroupns)[= ]host|--cap-add[= ](?:all|sys_admin|sys_ptrace|sys_module|dac_read_search|net_admin)|(?:seccomp|apparmor)[=:]unconfined|--device[= ]\/dev\/(?:sd|nvme|mem|kmsg)/i.test(
          text,
        )
      );
    },
    dangerous: "docker run --privileged alpine",
    harmless: "docker run --rm -v ./src:/src node:24 npm test",
  },
  {
    id: "container-prune",
    risk: "HIGH",
    why: "deletes images, volumes and what is in them",
    programs: ENGINES,
    operands: [
      "system prune",
      "volume prune",
      "volume rm",
      "volume remove",
      "system reset",
      "swarm leave",
      "machine rm",
      "container prune",
    ],
    dangerous: "docker system prune -af",
    harmless: "docker system df",
  },
  {
    id: "container-images",
    risk: "MEDIUM",
    why: "deletes every image that no container uses",
    programs: ENGINES,
    operands: ["image prune"],
    flags: "-a --all",
    dangerous: "docker image prune -a",
    harmless: "docker image prune",
  },
  {
    id: "container-stack",
    risk: "HIGH",
    why: "takes down what runs in a swarm",
    programs: ENGINES,
    operands: ["stack rm", "service rm", "node rm", "secret rm", "config rm", "stack down"],
    dangerous: "docker stack rm shop",
    harmless: "docker stack ps shop",
  },
  {
    id: "container-down",
    risk: "HIGH",
    why: "deletes the volumes of containers",
    programs: ENGINES,
    flags: "-v --volumes",
    when: (call) => /^(?:down|rm)$/.test(command(call)[0] ?? ""),
    dangerous: "docker compose down -v",
    harmless: "docker compose down",
  },
  {
    id: "container-all",
    risk: "MEDIUM",
    why: "stops or deletes all containers or images that another command names",
    programs: `${ENGINES} crictl`,
    when: (call) =>
      /^(?:rm|rmi|rmp|stop|stopp|kill)$/.test(command(call)[call.operands[0] === "pod" ? 1 : 0] ?? "") &&
      (call.operands.some(isUnknown) || (/^(?:podman|crictl)$/.test(call.name) && hasFlag(call, "-a", "--all", "--prune"))),
    dangerous: "docker rm -f $(docker ps -aq)",
    harmless: "docker rm -f web",
  },
  {
    id: "cluster-delete",
    risk: "HIGH",
    why: "deletes what runs in a cluster",
    programs: "kubectl oc k k9s microk8s",
    operands: ["delete", "drain", "replace"],
    unless: DRY,
    when: (call) => (call.operands[0] !== "replace" || hasFlag(call, "--force")) && !restarts(call),
    dangerous: "kubectl delete namespace shop",
    harmless: "kubectl delete pod web --dry-run=client",
  },
  {
    id: "cluster-restart",
    risk: "MEDIUM",
    why: "stops something in a cluster that starts again by itself",
    programs: "kubectl oc k",
    unless: DRY,
    when: restarts,
    dangerous: "kubectl delete pod web-0",
    harmless: "kubectl get pod web-0",
  },
  {
    id: "cluster-stop",
    risk: "HIGH",
    why: "stops what runs in a cluster",
    programs: "kubectl oc",
    operands: ["scale"],
    word: /^--replicas=0$|^0$/,
    unless: DRY,
    dangerous: "kubectl scale deployment web --replicas=0",
    harmless: "kubectl scale deployment web --replicas=3",
  },
  {
    id: "cluster-change",
    risk: "MEDIUM",
    why: "changes a cluster or who may use it",
    programs: "kubectl oc",
    unless: DRY,
    when: (call) => {
      const [first = "", second = ""] = call.operands;
      const text = call.words.join(" ");
      return (
        /^(?:cordon|taint)$/.test(first) ||
        (first === "rollout" && second === "undo") ||
        (first === "patch" && /:\s*null\b|"op"\s*:\s*"remove"/.test(text)) ||
        (first === "config" && /^(?:delete|unset)/.test(second)) ||
        (first === "create" && /cluster-?admin|clusterrolebinding/.test(text)) ||
        (first === "apply" && (hasFlag(call, "--prune") || /https?:\/\//.test(text))) ||
        (first === "debug" && second.startsWith("node/")) ||
        (first === "run" && /--privileged\b|"privileged":\s*true|"host(?:PID|Path|Network)"/.test(text)) ||
        (first === "adm" && /add-cluster-role/.test(text)) ||
        (first === "proxy" && /0\.0\.0\.0/.test(text))
      );
    },
    dangerous: "kubectl apply -f https://example.com/all.yaml",
    harmless: "kubectl apply -f deploy.yaml",
  },
  {
    id: "cluster-secrets",
    risk: "HIGH",
    why: "reads secrets of a cluster",
    programs: "kubectl oc",
    when: ({ operands, words }) =>
      (operands[0] === "config" && operands[1] === "view" && words.includes("--raw")) ||
      (/^(?:get|extract)$/.test(operands[0] ?? "") &&
        operands.slice(1).some((operand) => /^secrets?(?:\/|$)/.test(operand)) &&
        words.some((word) => /^(?:-o|--output|--template)|^(?:yaml|json|jsonpath)/.test(word))),
    dangerous: "kubectl get secret db -o yaml",
    harmless: "kubectl get secrets",
  },
  {
    id: "release-delete",
    risk: "HIGH",
    why: "deletes what runs in a cluster, or the cluster",
    programs:
      "helm helmfile eksctl kops kubeadm argocd flux istioctl nomad rancher k3d kind minikube talosctl k3s-uninstall.sh skaffold",
    when: (call) => {
      const text = call.operands.join(" ");
      if (/^(?:kind|minikube|k3d)$/.test(call.name)) return hasFlag(call, "--all", "--purge");
      return (
        /^(?:uninstall|delete|destroy|reset|del|app delete|job stop|system gc)\b|^-f \S+ destroy/.test(text) &&
        !hasFlag(call, "--dry-run")
      );
    },
    dangerous: "helm uninstall web",
    harmless: "helm list",
  },
  {
    id: "release-back",
    risk: "MEDIUM",
    why: "puts something older in the place of what runs in a cluster",
    programs: "helm argocd nomad kamal",
    operands: ["rollback", "app rollback", "job revert"],
    unless: DRY,
    dangerous: "helm rollback web 1",
    harmless: "helm history web",
  },
  {
    id: "infrastructure-destroy",
    risk: "HIGH",
    why: "destroys infrastructure, or forgets that it exists",
    programs: "terraform tofu terragrunt pulumi cdk cdktf serverless sls sam vagrant virsh multipass packer copilot amplify",
    unless: "-h --help",
    when: ({ operands, words }) =>
      /^(?:destroy|run-all destroy|remove|delete|undefine|state rm|state push|stack rm|workspace delete|app delete|env delete|--auto-approve destroy)\b/.test(
        operands.join(" "),
      ) ||
      (words[0] === "apply" && words.some((word) => /^--?destroy$/.test(word))),
    dangerous: "terraform destroy -auto-approve",
    harmless: "terraform plan -destroy",
  },
  {
    id: "infrastructure-absent",
    risk: "HIGH",
    why: "removes something from other machines, or stops them",
    programs: "ansible salt",
    word: /\bstate=(?:absent|stopped)\b|^(?:ansible\.builtin\.)?reboot$|^(?:file|pkg|user|service)\.(?:remove|delete|purge|stop|absent)$|^system\.(?:poweroff|halt|reboot)$/,
    unless: "--check -C",
    dangerous: "ansible all -m file -a 'path=/srv/shop state=absent'",
    harmless: "ansible all -m file -a 'path=/srv/shop state=directory'",
  },
  {
    id: "infrastructure-unasked",
    risk: "MEDIUM",
    why: "changes infrastructure without asking",
    programs: "terraform tofu terragrunt pulumi cdk deck",
    when: (call) =>
      hasFlag(call, "-auto-approve", "--auto-approve") ||
      /^(?:force-unlock|taint|untaint)$/.test(call.operands[0] ?? "") ||
      (call.name === "deck" && call.operands.includes("sync")) ||
      (call.name === "pulumi" && call.operands[0] === "up" && hasFlag(call, "--yes", "-y")) ||
      (call.name === "cdk" && /--require-approval[= ]never/.test(call.words.join(" "))),
    dangerous: "terraform apply -auto-approve",
    harmless: "terraform apply plan.out",
  },
];
