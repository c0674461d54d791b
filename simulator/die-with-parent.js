// Plain JavaScript: Node's type stripper takes 60 ms and 30 MB.gram running.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
