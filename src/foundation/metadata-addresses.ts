// Where clouds tell a machine its own credentials: no script and no agent is let there. The URL guard and the requests of
// scripts ask.

/** In their usual spelling. */
export const METADATA_ADDRESSES: readonly string[] = [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd20:ce::254",
];
