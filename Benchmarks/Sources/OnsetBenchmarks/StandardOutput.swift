#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Sends what has been printed on its way: through a pipe it would wait in a buffer.
func flushStandardOutput() { fflush(nil) }
