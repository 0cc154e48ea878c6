package answer_test
import ("testing";"os";"strings";"fmt";"encoding/json";"nightdesk/bot/answer")
func TestZZ(t *testing.T){
 names:=[]string{"none","late","cant","list off","list ask","list on","change","cancel","ask","group","shared","private"}
 for _,f:=range []string{"times.txt","times_heldback.txt"}{
  b,_:=os.ReadFile("../engine/testdata/"+f); want:=""
  for l:=range strings.SplitSeq(strings.TrimSpace(string(b)),"\n"){
   if h,ok:=strings.CutPrefix(l,"= ");ok{want=h;continue}
   got:=names[answer.MyTimeIn(l)]
   w:=want; if strings.HasPrefix(w,"wish")||strings.HasPrefix(w,"pick")||w=="open"{w="none"}
   if got!=w{ fmt.Printf("%s: %q want %s got %s\n",f,l,want,got)}
  }}
}
func TestYY(t *testing.T){
 names:=[]string{"none","late","cant","list off","list ask","list on","change","cancel","ask","group","shared","private"}
 fs,_:=os.ReadDir("testdata")
 for _,f:=range fs{ b,_:=os.ReadFile("testdata/"+f.Name()); head:=""
  for l:=range strings.SplitSeq(strings.TrimSpace(string(b)),"\n"){
   if strings.HasSuffix(f.Name(),".jsonl"){var v map[string]any; json.Unmarshal([]byte(l),&v); l=fmt.Sprint(v["text"]); head=fmt.Sprint(v["want"],v["topic"],v["label"])}
   if strings.HasPrefix(l,"= "){head=l;continue}
   if g:=answer.MyTimeIn(l);g!=0{fmt.Printf("%s [%s] %q %s\n",f.Name(),head,l,names[g])}
  }}
}
