import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files and sockets this process may have open.
package enum FileLimit {
    /// Raises the soft limit to the hard one and returns it; nil when the system would not say or allow.
    ///
    /// The soft default of 1024 is for programs that use `select`; ours holds ten thousand sockets.
    package static func raise() -> UInt64? {
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        // SAFETY: both calls only read or write the local value for the length of the call.
        guard unsafe getrlimit(files, &limit) == 0 else { return nil }
        limit.rlim_cur = limit.rlim_max
        guard unsafe setrlimit(files, &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }
}
