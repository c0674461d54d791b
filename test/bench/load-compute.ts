// The neighbour of a bare Bolt app while it is measured "while the compute client loads": the same work in a process.
await import('@google-cloud/compute');
