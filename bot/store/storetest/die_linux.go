package storetest

import "syscall"

// dieWithUs has the kernel kill a server whose test process is gone.
func dieWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
