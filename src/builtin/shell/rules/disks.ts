// Rules on disks and file systems. `rules.ts` joins them.

import type { Invocation } from "../invocation.ts";
import { isUnknown } from "../invocation.ts";
import { isDisk, writingRisk } from "../paths.ts";
import type { Rule } from "../rule.ts";

const output = ({ words }: Invocation): string => words.find((word) => word.startsWith("of="))?.slice(3) ?? "";
const onDevice = ({ operands, words }: Invocation): boolean =>
  operands.length === 0 || words.some((word) => word.startsWith("/dev/") || isUnknown(word));
const anyDisk = ({ operands }: Invocation): boolean => operands.some(isDisk);

export const DISK_RULES: readonly Rule[] = [
  {
    id: "make-file-system",
    risk: "CRITICAL",
    why: "formats a disk, or takes it for something else",
    programs:
      "pvcreate vgcreate mkfs mke2fs mkswap newfs mkdosfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs mkfs.exfat mkfs.minix mkfs.reiserfs mkfs.jfs mkfs.msdos mkntfs",
    when: onDevice,
    dangerous: "mkfs.ext4 /dev/sda1",
    harmless: "mkfs.ext4 ./disk.img",
  },
  {
    id: "write-disk",
    risk: "CRITICAL",
    why: "overwrites a disk or the memory of the system",
    programs: "dd dcfldd dc3dd",
    when: (call) => writingRisk(output(call)) === "CRITICAL" || /^\/dev\/$/.test(output(call)),
    dangerous: "dd if=/dev/zero of=/dev/sda",
    harmless: "dd if=/dev/zero of=./test.img bs=1M count=100",
  },
  {
    id: "dd-to-system",
    risk: "HIGH",
    why: "overwrites files of the system",
    programs: "dd",
    when: (call) => writingRisk(output(call)) === "HIGH" || isUnknown(output(call)),
    dangerous: "dd if=/dev/zero of=/etc/passwd",
    harmless: "dd if=disk.img of=/dev/null",
  },
  {
    id: "copy-to-disk",
    risk: "CRITICAL",
    why: "overwrites a disk",
    programs: "cp tee shred ddrescue pv wipe mv cat install",
    when: ({ name, operands }) =>
      name === "shred" || name === "tee" || name === "wipe" ? operands.some(isDisk) : isDisk(operands.slice(1).at(-1) ?? ""),
    dangerous: "cp disk.img /dev/sdb",
    harmless: "cp disk.img backup.img",
  },
  {
    id: "wipe-signatures",
    risk: "CRITICAL",
    why: "takes the file systems off a disk",
    programs: "wipefs blkdiscard",
    when: ({ name, flags }) => name === "blkdiscard" || flags.has("-a") || flags.has("--all") || flags.has("-o"),
    dangerous: "wipefs -a /dev/sdb",
    harmless: "wipefs /dev/sdb",
  },
  {
    id: "partition",
    risk: "HIGH",
    why: "changes how a disk is divided",
    programs: "fdisk cfdisk sfdisk gdisk sgdisk parted gparted partprobe",
    unless: "-l --list -d --dump -p --print -v --version",
    // For `parted`, `-s` only means that it asks nothing.
    when: ({ name, operands, flags }) =>
      !operands.includes("print") && !operands.includes("unit") && (name.includes("parted") || !flags.has("-s")),
    dangerous: "fdisk /dev/sda",
    harmless: "fdisk -l",
  },
  {
    id: "erase-drive",
    risk: "CRITICAL",
    why: "erases a drive",
    programs:
      "hdparm nvme badblocks sg_format diskutil zpool zfs cryptsetup mdadm lvremove vgremove pvremove vgreduce dmsetup btrfs",
    when: ({ name, words, operands }) => {
      const text = words.join(" ");
      if (/remove$|^vgreduce$/.test(name)) return operands.length > 0;
      return /--security-erase|--trim-sector|^format\b|^sanitize\b|^-\w*w|erase(?:disk|volume|all)?\b|partitiondisk|zerodisk|^labelclear\b|randomdisk|secureerase|reformat|^destroy\b|luksformat|--zero-superblock|^(?:subvolume|sub) delete|^device (?:delete|remove)|^rollback\b.* -\w*[rR]|^rollback -\w*[rR]|^remove_all\b|^create\b.* -f\b|^create -f\b|^--create\b/i.test(
        text,
      );
    },
    dangerous: "zpool destroy tank",
    harmless: "hdparm -I /dev/sda",
  },
  {
    id: "change-file-system",
    risk: "MEDIUM",
    why: "changes a file system in place",
    programs: "tune2fs resize2fs xfs_growfs debugfs e2fsck fsck fsck.ext4 lvreduce lvresize swapoff mdadm ntfsfix",
    unless: "-n -l -N --detail --scan --no-action",
    when: (call) => anyDisk(call) || call.flags.has("-a") || call.flags.has("--stop"),
    dangerous: "resize2fs /dev/sda1 10G",
    harmless: "fsck -n /dev/sda1",
  },
  {
    id: "unmount",
    risk: "HIGH",
    why: "takes the system's own file systems away",
    programs: "umount",
    when: ({ operands, flags }) => flags.has("-a") || operands.some((path) => /^\/(?:boot|usr|var|home|etc)?\/?$/.test(path)),
    dangerous: "umount -a",
    harmless: "umount /mnt/usb",
  },
  {
    id: "mount-over",
    risk: "HIGH",
    why: "puts another file system over the system's own",
    programs: "mount",
    when: ({ operands, words }) =>
      /\bremount\b/.test(words.join(" ")) ||
      (operands.length > 1 && /^\/(?:|bin|boot|dev|etc|home|lib|sbin|usr|var|proc|sys)$/.test(operands.at(-1)!)),
    dangerous: "mount -o remount,rw /",
    harmless: "mount /dev/sdb1 /mnt/usb",
  },
  {
    id: "boot-loader",
    risk: "HIGH",
    why: "changes how the machine starts",
    programs: "grub-install update-grub grub-mkconfig efibootmgr bootctl bless nvram kexec",
    when: ({ words }) => words.length > 0,
    dangerous: "grub-install /dev/sda",
    harmless: "grub-install --version",
  },
];
