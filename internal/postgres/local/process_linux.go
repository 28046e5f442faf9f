package local

import "syscall"

// endWithParent makes the kernel send a child a fast shutdown when this process ends, even when it is killed.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
