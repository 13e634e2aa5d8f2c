/**
 * Names and meanings of Linux error numbers, as errno(3) lists them.
 *
 * The numbers are those of the kernel's include/uapi/asm-generic/errno-base.h
 * and errno.h, which x86-64 and AArch64 share. Where two names have one number,
 * it is the name that sockets use: EAGAIN (also EWOULDBLOCK), EOPNOTSUPP (also
 * ENOTSUP), EDEADLK (also EDEADLOCK).
 *
 * @module
 */

/** `name meaning`, one number a line from 1; a line is empty where Linux has none. */
const NAMES_AND_MEANINGS = `
EPERM operation not permitted
ENOENT no such file or directory
ESRCH no such process
EINTR interrupted by a signal
EIO input/output error
ENXIO no such device or address
E2BIG argument list too long
ENOEXEC not a program this system can run
EBADF not an open file descriptor
ECHILD no child processes
EAGAIN nothing there now, try again
ENOMEM out of memory
EACCES permission denied
EFAULT bad address in memory
ENOTBLK block device required
EBUSY device or resource busy
EEXIST file exists already
EXDEV link across file systems
ENODEV no such device
ENOTDIR not a directory
EISDIR is a directory
EINVAL invalid argument
ENFILE too many open files in the system
EMFILE too many open files in this process
ENOTTY not the right device for this request
ETXTBSY program file is in use
EFBIG file too large
ENOSPC no space left on device
ESPIPE cannot seek
EROFS file system is read-only
EMLINK too many links
EPIPE other end does not read any more
EDOM argument outside the function's domain
ERANGE result out of range
EDEADLK would wait for itself forever
ENAMETOOLONG file name too long
ENOLCK no locks available
ENOSYS this kernel has no such system call
ENOTEMPTY directory not empty
ELOOP too many symbolic links

ENOMSG no message of the wanted type
EIDRM identifier removed
ECHRNG channel number out of range
EL2NSYNC level 2 not synchronized
EL3HLT level 3 halted
EL3RST level 3 reset
ELNRNG link number out of range
EUNATCH protocol driver not attached
ENOCSI no CSI structure available
EL2HLT level 2 halted
EBADE invalid exchange
EBADR invalid request descriptor
EXFULL exchange full
ENOANO no anode
EBADRQC invalid request code
EBADSLT invalid slot

EBFONT bad font file format
ENOSTR device is not a stream
ENODATA no data available
ETIME timer expired
ENOSR out of streams resources
ENONET machine is not on the network
ENOPKG package not installed
EREMOTE object is remote
ENOLINK link has been severed
EADV advertise error
ESRMNT srmount error
ECOMM communication error on send
EPROTO protocol error
EMULTIHOP multihop attempted
EDOTDOT RFS specific error
EBADMSG bad message
EOVERFLOW value too large for its type
ENOTUNIQ name not unique on network
EBADFD file descriptor in bad state
EREMCHG remote address changed
ELIBACC cannot open a shared library
ELIBBAD shared library is corrupted
ELIBSCN .lib section is corrupted
ELIBMAX too many shared libraries
ELIBEXEC cannot run a shared library
EILSEQ invalid sequence of bytes in a text
ERESTART interrupted, to be started again
ESTRPIPE streams pipe error
EUSERS too many users
ENOTSOCK not a socket
EDESTADDRREQ destination address required
EMSGSIZE message too long
EPROTOTYPE wrong protocol for this socket
ENOPROTOOPT protocol has no such option
EPROTONOSUPPORT protocol not supported
ESOCKTNOSUPPORT socket type not supported
EOPNOTSUPP operation not supported
EPFNOSUPPORT protocol family not supported
EAFNOSUPPORT address family not supported
EADDRINUSE address already in use
EADDRNOTAVAIL no such address on this machine
ENETDOWN network is down
ENETUNREACH network is unreachable
ENETRESET network dropped the connection
ECONNABORTED connection aborted
ECONNRESET connection reset by peer
ENOBUFS no buffer space available
EISCONN already connected
ENOTCONN not connected
ESHUTDOWN socket was shut down
ETOOMANYREFS too many references
ETIMEDOUT peer did not answer in time
ECONNREFUSED connection refused
EHOSTDOWN host is down
EHOSTUNREACH no route to host
EALREADY already in progress
EINPROGRESS connection is being made
ESTALE stale file handle
EUCLEAN structure needs cleaning
ENOTNAM not a XENIX named type file
ENAVAIL no XENIX semaphores available
EISNAM is a named type file
EREMOTEIO remote input/output error
EDQUOT disk quota exceeded
ENOMEDIUM no medium found
EMEDIUMTYPE wrong medium type
ECANCELED operation canceled
ENOKEY required key not available
EKEYEXPIRED key has expired
EKEYREVOKED key has been revoked
EKEYREJECTED key was rejected
EOWNERDEAD owner died
ENOTRECOVERABLE state not recoverable
ERFKILL radio is switched off
EHWPOISON memory page has a hardware error
`.split("\n");

/** First and second part of a number's line; `undefined` for an unknown number. */
function lineOf(number: number): [string, string] | undefined {
  const line = NAMES_AND_MEANINGS[number];
  if (!line) return undefined;
  const blank = line.indexOf(" ");
  return [line.slice(0, blank), line.slice(blank + 1)];
}

/**
 * Name of an error number.
 *
 * @param number `errno` of a call that failed, such as 111.
 * @returns The name, such as `ECONNREFUSED`; `errno 999` for a number that Linux
 * does not have.
 */
export function errnoName(number: number): string {
  return lineOf(number)?.[0] ?? `errno ${number}`;
}

/**
 * What an error number means.
 *
 * @param number `errno` of a call that failed, such as 111.
 * @returns A few words without a full stop, such as `connection refused`;
 * `errno 999` for a number that Linux does not have.
 */
export function errnoText(number: number): string {
  return lineOf(number)?.[1] ?? `errno ${number}`;
}
