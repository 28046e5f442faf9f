package local

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// account is the user who runs the server. PostgreSQL refuses to run as root.
type account struct {
	name     string
	uid, gid uint32
	other    bool // another user than the one who runs this process
}

// chooseAccount is this process's own user; for root it is the one who owns the data, or when there is none yet the first of
// `postgres` and `nobody` that the machine has.
func chooseAccount(data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{name: "with id " + strconv.Itoa(os.Geteuid())}, nil
	}
	if info, err := os.Lstat(data); err == nil {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
			return account{name: "with id " + strconv.Itoa(int(owner.Uid)), uid: owner.Uid, gid: owner.Gid, other: true}, nil
		}
	}
	return firstAccount("postgres", "nobody")
}

// firstAccount is the first of the named users that the machine has.
func firstAccount(names ...string) (account, error) {
	for _, name := range names {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return account{name: name, uid: uint32(uid), gid: uint32(gid), other: true}, nil
		}
	}
	return account{}, errors.New("the database server can't run as root, and the machine has neither a user postgres nor nobody: " +
		"run this as an ordinary user")
}

// own gives a file to the server's user.
func (a account) own(path string) error {
	if !a.other {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// attributes make a process run as the server's user, in a process group of its own: Ctrl-C in a terminal reaches only this
// process, which then stops the server in its turn.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.other {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	endWithParent(attr)
	return attr
}
