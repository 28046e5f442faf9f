//go:build unix && !linux

package local

import "syscall"

// endWithParent does nothing: only Linux can tie a child's life to its parent's. After a kill the server lives on and Start
// says that the folder is in use.
func endWithParent(*syscall.SysProcAttr) {}
