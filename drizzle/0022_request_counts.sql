CREATE TABLE "request_counts" (
	"user_id" bigint PRIMARY KEY NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "request_counts_by_age" ON "request_counts" USING btree ("started_at","user_id");