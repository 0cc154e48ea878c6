package storetest

import (
	"os"
	"syscall"
)

// memoryDir is a folder in memory with room for what tests write, or "". A container
// may have 64 MB of it, which is not enough.
func memoryDir() string {
	const dir, room = "/dev/shm", 1 << 30
	var free syscall.Statfs_t
	if err := syscall.Statfs(dir, &free); err != nil || free.Bavail*uint64(free.Bsize) < room {
		return ""
	}
	d, err := os.MkdirTemp(dir, "nd")
	if err != nil { // it is not ours to write in
		return ""
	}
	_ = os.Remove(d)
	return dir
}
