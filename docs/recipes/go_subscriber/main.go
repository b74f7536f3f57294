// Subscribe to Marsad's items without missing one.
//
//	go mod init example.com/newsdesk && go get github.com/redis/go-redis/v9 && go run . newsdesk desk-1
//
// A group of your own gets every item; consumers of one group share them. An entry counts as done when handle
// returned; after a crash it comes again.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const stream = "marsad:items"

type item struct {
	ID    string  `json:"id"`
	Title *string `json:"title"`
	URL   string  `json:"url"`
}

func handle(message redis.XMessage) error {
	var told item
	if err := json.Unmarshal([]byte(message.Values["data"].(string)), &told); err != nil {
		return err
	}
	fmt.Println(message.ID, message.Values["type"], message.Values["topics"], told.URL)
	return nil
}

func main() {
	ctx, group, consumer := context.Background(), os.Args[1], os.Args[2]
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:6399"})
	if err := client.XGroupCreateMkStream(ctx, stream, group, "0").Err(); err != nil && !strings.Contains(err.Error(), "BUSYGROUP") {
		log.Fatal(err)
	}
	settle := func(messages []redis.XMessage) {
		for _, message := range messages {
			if message.Values != nil { // nil: it left the stream before anybody handled it
				if err := handle(message); err != nil {
					log.Printf("%s stays pending: %v", message.ID, err)
					continue
				}
			}
			client.XAck(ctx, stream, group, message.ID)
		}
	}
	read := func(after string, block time.Duration) []redis.XMessage {
		streams, err := client.XReadGroup(ctx, &redis.XReadGroupArgs{
			Group: group, Consumer: consumer, Streams: []string{stream, after}, Count: 32, Block: block,
		}).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			log.Printf("Redis does not answer, trying again: %v", err)
			time.Sleep(time.Second)
		}
		if len(streams) == 0 {
			return nil
		}
		return streams[0].Messages
	}
	for after := "0"; ; { // what this consumer was given before it died
		mine := read(after, -1)
		if len(mine) == 0 {
			break
		}
		settle(mine)
		after = mine[len(mine)-1].ID
	}
	for {
		abandoned, _, err := client.XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream: stream, Group: group, Consumer: consumer, MinIdle: time.Minute, Start: "0-0", Count: 32,
		}).Result()
		if err == nil {
			settle(abandoned)
		}
		settle(read(">", 2*time.Second))
	}
}
