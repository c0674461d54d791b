// The service of a bare Bolt app while it is measured "while the compute client loads": the same work in a process.
await import('@google-cloud/compute/build/src/v1/url_maps_client.js');
await import('@google-cloud/compute/build/src/v1/global_operations_client.js');
