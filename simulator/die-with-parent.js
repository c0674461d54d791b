// Plain JavaScript, because Node's type stripper takes 60 ms and 30 MB that the program itself may do without.
// Loaded before a program that must not outlive the launcher: when the launcher is gone, however it ended, the channel
// between them closes. The channel does not keep the program from ending by itself.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
