package main
import ("testing";"time";"slices";"maps";"strings")
func TestZZAstray(t *testing.T){
	f,_:=scriptFiles(""); talks,_:=talkFiles("")
	f["intake.flow"]=askAfterConsent(f["intake.flow"])
	p:=new(passed); r,err:=p.of(exampleClinic(t),f); if err!=nil{t.Fatal(err)}
	type x struct{n string; d time.Duration; lines, after, events int}
	var ds []x
	s:=r.stage(t.Context())
	b:=cpu()
	for i,n:=range slices.Sorted(maps.Keys(talks)) { if i%3!=0 {continue}; c:=cpu(); q:=s.playTalk(n,talks[n]); ev:=0; for _,e:=range q.got {ev+=len(e)}; ds=append(ds,x{n,cpu()-c,len(q.talk.Lines),len(q.diffs),ev}) }
	t.Log("all",cpu()-b)
	slices.SortFunc(ds,func(a,b x)int{return int(b.d-a.d)})
	for _,d:=range ds[:14]{t.Log(d)}
	_=strings.Contains
}
